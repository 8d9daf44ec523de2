use super::*;
use crate::api::error::{ApiError, Code, Problem};
use crate::api::filing::NotificationFiled;
use crate::api::work::Place;
use crate::form::{Form, find};
use crate::placement::{CareStatus, Channel, Risk};

const HEADER: &str =
    "行ID,報告日,類型,発病日,氏名,フリガナ,性別,生年月日,所在地（市町村）,電話番号,療養の場所";
const GOOD: &str =
    "a1,10/20,確定例,R2.10.18,青木 花,アオキ ハナ,女,Ｓ２３．５．１,青波市,０９０-0000-0001,自宅療養";

fn light() -> &'static Form {
    find("covid-19/light-2020-05-29").unwrap()
}

fn setting() -> Setting {
    let hotel = Place {
        id: "minato-hotel".parse().unwrap(),
        name: "みなとホテル".into(),
        name_en: "Minato Hotel".into(),
    };
    Setting {
        key: "key".to_owned(),
        organisation: "aoba-hc".parse().unwrap(),
        today: "2020-10-20".parse().unwrap(),
        places: vec![hotel],
    }
}

fn run(text: &str) -> DryRun {
    let table = Table::read(text, light()).unwrap_or_else(|problems| panic!("{problems:?}"));
    DryRun::of(&table, &setting())
}

fn errors(run: &DryRun) -> Vec<(String, Problem)> {
    let place =
        |error: &Finding| error.cell.clone().unwrap_or_else(|| format!("{} {}", error.row, error.column));
    run.errors.iter().map(|error| (place(error), error.error.problem)).collect()
}

/// The good row with some cells changed, by column.
fn with(changes: &[(usize, &str)]) -> String {
    let mut cells: Vec<&str> = GOOD.split(',').collect();
    for (column, text) in changes {
        cells[*column] = text;
    }
    format!("{HEADER}\n{}", cells.join(","))
}

#[test]
fn a_row_becomes_the_request_that_the_form_would_send() {
    let run = run(&format!("{HEADER}\r\n{GOOD}\r\n"));
    assert!(run.errors.is_empty(), "{:?}", errors(&run));
    let request = &run.rows[0].request;
    let answers = &request.notification.answers;
    assert_eq!(answers.text("birth_date"), Some("1948-05-01"));
    assert_eq!(answers.text("onset_date"), Some("2020-10-18"));
    assert_eq!(answers.text("case_type"), Some("confirmed_patient"));
    assert_eq!(answers.text("sex"), Some("female"));
    let placement = request.placement.as_ref().unwrap();
    assert_eq!((placement.care_status, placement.risk), (CareStatus::HomeIsolation, Risk::High));
    assert_eq!((placement.channel, placement.pregnant), (Channel::App, false));
    assert_eq!((run.rows[0].number, run.rows[0].row_id.as_deref()), (2, Some("a1")));
}

#[test]
fn columns_come_in_any_order_by_code_or_by_name() {
    let text = "care_status,place,room,risk,channel,PREGNANT,phone,municipality,birth_date,Sex,name_kana,Name,\
        onset_date,case_type,Report date\n\
        宿泊療養,みなとホテル,305,標準,職員が電話,有,不詳,青波市,1990-01-02,female,アオキ ハナ,青木 花,\
        不明,患者（確定例）,2020/10/19\n";
    let run = run(text);
    assert!(run.errors.is_empty(), "{:?}", errors(&run));
    let request = &run.rows[0].request;
    assert!(["phone", "onset_date"].iter().all(|code| request.notification.answers.unknown.contains(*code)));
    let placement = request.placement.as_ref().unwrap();
    assert_eq!(placement.place.as_ref().map(crate::ids::OrganisationId::as_str), Some("minato-hotel"));
    assert_eq!((placement.room.as_deref(), placement.risk), (Some("305"), Risk::Standard));
    assert_eq!((placement.channel, placement.pregnant), (Channel::StaffCall, true));
}

#[test]
fn every_mistake_is_told_once_at_its_cell() {
    for (changes, cell, problem) in [
        (&[(1, "10/21")][..], "B2", Problem::InFuture),
        (&[(1, "きのう")], "B2", Problem::NotADate),
        (&[(1, "2020-05-28"), (3, "不明")], "B2", Problem::NotInForce),
        (&[(2, "かぜ")], "C2", Problem::NotAChoice),
        (&[(2, "疑似症患者")], "K2", Problem::NotForSuspected),
        (&[(2, "無症状病原体保有者")], "D2", Problem::NotAsked),
        (&[(2, "?"), (3, "")], "C2", Problem::NotAChoice),
        (&[(3, "")], "D2", Problem::Missing),
        (&[(1, "10/17")], "D2", Problem::AgainstRule),
        (&[(4, "=HYPERLINK(1)")], "E2", Problem::Formula),
        (&[(4, "@x")], "E2", Problem::Formula),
        (&[(4, "-")], "E2", Problem::Formula),
        (&[(4, "\tx")], "E2", Problem::Formula),
        (&[(5, "Aoki")], "F2", Problem::NotKana),
        (&[(6, "?")], "G2", Problem::NotAChoice),
        (&[(7, "5/1")], "H2", Problem::NotADate),
        (&[(7, "昭和70年1月1日")], "H2", Problem::NotADate),
        (&[(9, "9000000001")], "J2", Problem::NotAPhone),
        (&[(9, "=\"09000000001\"")], "J2", Problem::Formula),
        (&[(10, "宿泊療養")], "2 place", Problem::Missing),
        (&[(10, "入院中")], "2 place", Problem::Missing),
        (&[(10, "不明")], "K2", Problem::NotAChoice),
        (&[(10, "どこか")], "K2", Problem::NotAChoice),
        (&[(10, "")], "K2", Problem::Missing),
        (&[(10, "自宅療養,余り")], "2 ", Problem::NotAsked),
    ] {
        let run = run(&with(changes));
        assert_eq!(errors(&run), [(cell.to_owned(), problem)], "{changes:?}");
        assert_eq!((run.rows.len(), run.wrong), (0, 1));
    }
    let lost = run(&with(&[(9, "9000000001")]));
    assert_eq!(lost.errors[0].error.suggestion.as_deref(), Some("09000000001"));
    assert!(run(&with(&[(9, "+81-90-0000-0001")])).errors.is_empty());
    assert!(run(&with(&[(10, "自宅療養,,")])).errors.is_empty());
    let long = run(&with(&[(9, "これはとても長くて電話番号とは言えないもの")]));
    assert_eq!(long.errors[0].value, "これはとても長くて電話番号とは言えないも…");
    let old = run(&with(&[(7, "明治38年1月1日")]));
    assert_eq!((old.rows.len(), old.warnings[0].cell.as_deref()), (1, Some("H2")));
    assert_eq!(old.warnings[0].error.limit.as_deref(), Some("very_old"));
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let quoted = with(&[(4, "\"青木\n花\"")]);
    let text = format!("{quoted}\r\n\r\n\n,,,\r\n{}\r\n", GOOD.replace("確定例", "?").replace("a1", "a2"));
    assert_eq!(errors(&run(&text)), [("C6".to_owned(), Problem::NotAChoice)]);
    let mac = format!("{HEADER}\r{GOOD}\r\r{}\r", GOOD.replace("確定例", "?").replace("a1", "a2"));
    assert_eq!(errors(&run(&mac)), [("C4".to_owned(), Problem::NotAChoice)]);
}

#[test]
fn doubles_are_found_by_id_by_person_and_by_content() {
    let same_id = format!("{HEADER}\n{GOOD}\n{}", GOOD.replace("アオキ", "イノウエ"));
    assert_eq!(errors(&run(&same_id)), [("A3".to_owned(), Problem::Repeated)]);
    let same_person = GOOD.replace("a1", "a2").replace("アオキ", "あおき").replace("０９０-", "090 ");
    let same_person = run(&format!("{HEADER}\n{GOOD}\n{same_person}"));
    assert_eq!(errors(&same_person), [("F3".to_owned(), Problem::Repeated)]);
    assert_eq!((same_person.rows.len(), same_person.errors[0].error.limit.as_deref()), (1, Some("2")));
    let twins = format!("{HEADER}\n{GOOD}\n{}", GOOD.replace("a1", "a2").replace("ハナ", "ユキ"));
    assert_eq!(run(&twins).rows.len(), 2);
    // Two people of whom nothing is known need ids to be two.
    let unknown = "10/20,確定例,不明,不詳,不詳,女,1948-05-01,青波市,不詳,自宅";
    let header = HEADER.trim_start_matches("行ID,");
    let alike = run(&format!("{header}\n{unknown}\n{unknown}"));
    assert_eq!(errors(&alike), [("3 row_id".to_owned(), Problem::Repeated)]);
    assert_eq!(run(&format!("行ID,{header}\n1,{unknown}\n2,{unknown}")).rows.len(), 2);
}

#[test]
fn the_same_content_is_the_same_request_wherever_it_stands() {
    let header = HEADER.trim_start_matches("行ID,");
    let row = GOOD.trim_start_matches("a1,");
    let other = row.replace("アオキ", "イノウエ");
    let both = run(&format!("{header}\n{row}\n{other}"));
    let turned = run(&format!("{header}\n\n{other}\n{}", row.replace("Ｓ２３．５．１", "1948/5/1")));
    assert_eq!(both.rows[0].request, turned.rows[1].request);
    assert_ne!(both.rows[0].request.request_id, both.rows[1].request.request_id);
    let named = run(&format!("{HEADER}\n{GOOD}"));
    assert_ne!(named.rows[0].request.request_id, both.rows[0].request.request_id);
}

#[test]
fn a_file_of_the_wrong_shape_is_refused_as_a_whole() {
    let problems = |text: &str| Table::read(text, light()).err().unwrap_or_default();
    assert_eq!(problems(""), [FileProblem::Empty]);
    assert_eq!(problems(HEADER), [FileProblem::Empty]);
    assert_eq!(problems(&format!("{HEADER}\n,,\n\n")), [FileProblem::Empty]);
    let odd = format!("{},好きな色,フリガナ,性別\n{GOOD}", HEADER.replace("電話番号,", ""));
    let (color, kana, sex) = ("好きな色".to_owned(), "フリガナ".to_owned(), "性別".to_owned());
    assert_eq!(
        problems(&odd),
        [
            FileProblem::UnknownColumn { cell: "K1".into(), name: color },
            FileProblem::RepeatedColumn { cell: "L1".into(), name: kana },
            FileProblem::RepeatedColumn { cell: "M1".into(), name: sex },
            FileProblem::MissingColumn { name: "電話番号".into(), code: "phone".into() },
        ]
    );
    let open = format!("{HEADER}\n{}\n{GOOD}\n", GOOD.replace("青木", "\"青木"));
    assert_eq!(problems(&open), [FileProblem::OpenQuote { row: 2 }]);
    let many = format!("{HEADER}\n{}", format!("{GOOD}\n").repeat(ROWS_AT_MOST + 1));
    assert_eq!(problems(&many), [FileProblem::TooManyRows]);
    let full = find("covid-19/full-2021-11-01").unwrap();
    let ambiguous = Table::read("電話番号\nx", full).err().unwrap_or_default();
    let codes = vec!["institution_phone".to_owned(), "phone".to_owned()];
    let name = "電話番号".to_owned();
    assert!(ambiguous.contains(&FileProblem::AmbiguousColumn { cell: "A1".into(), name, codes }));
}

#[test]
fn encodings_are_told_apart() {
    let never = |_: &[u8]| -> Option<String> { panic!("not asked") };
    assert_eq!(decode("氏名".as_bytes(), never), Ok(("氏名".into(), Encoding::Utf8)));
    assert_eq!(decode("\u{feff}氏名".as_bytes(), never), Ok(("氏名".into(), Encoding::Utf8)));
    // 氏名
    let shift_jis = [0x8e, 0x81, 0x96, 0xbc];
    let decoded = decode(&shift_jis, |_| Some("氏名".into()));
    assert_eq!(decoded, Ok(("氏名".into(), Encoding::ShiftJis)));
    assert_eq!(decode(&[0xff, 0xff], |_| None), Err(FileProblem::NotText));
    assert_eq!(decode(b"a\0b\0", never), Err(FileProblem::NotText));
    assert_eq!(decode(b"PK\x03\x04...", never), Err(FileProblem::Workbook));
}

#[test]
fn what_is_written_runs_nothing_and_the_template_can_be_filed() {
    let text = write([["a", "b"], ["=1+1", "a,\"b\"\n"], ["+81", " x"]]);
    assert_eq!(text, "\u{feff}a,b\r\n\"'=1+1\",\"a,\"\"b\"\"\n\"\r\n\"'+81\",\" x\"\r\n");
    let template = template(light(), setting().today);
    let run = run(template.trim_start_matches('\u{feff}'));
    assert_eq!((run.rows.len(), errors(&run)), (1, vec![]));
    for form in crate::form::all().iter().filter(|form| form.follow_up) {
        let template = super::template(form, setting().today);
        assert!(Table::read(template.trim_start_matches('\u{feff}'), form).is_ok(), "{}", form.id());
    }
}

#[test]
fn tests_and_doses_of_a_full_form_have_columns_by_number() {
    let form = find("covid-19/full-2021-11-01").unwrap();
    let setting = Setting { today: "2022-01-10".parse().unwrap(), ..setting() };
    let columns = [
        ("report_date", "2022/1/10"),
        ("case_type", "確定例"),
        ("physician_name", "久保 玲"),
        ("institution_name", "ひばり診療所"),
        ("institution_address", "青波市1-2"),
        ("institution_phone", "000-0000-0001"),
        ("name", "星野 あかり"),
        ("name_kana", "ホシノ アカリ"),
        ("sex", "女"),
        ("birth_date", "S59.5.1"),
        ("occupation", "不明"),
        ("residence_address", "青波市3-4"),
        ("municipality", "青波市"),
        ("phone", "000-0000-0002"),
        ("symptoms", "発熱、咳"),
        ("tests[2].method", "抗原定性検査"),
        ("tests[2].specimen", "鼻腔拭い液"),
        ("tests[2].specimen_date", "1/9"),
        ("tests[2].positive", "陽性"),
        ("first_visit_date", "1/9"),
        ("diagnosis_date", "1/10"),
        ("onset_date", "1/7"),
        ("estimated_infection_date", "不明"),
        ("route_certainty", "unknown"),
        ("area_certainty", "unknown"),
        ("vaccinated", "有り"),
        ("vaccinations[1].date", "2021-06-01"),
        ("hospitalized_at_report", "無"),
        ("risk_factors", "none"),
        ("immunocompromised", "無"),
        ("pregnant", "有"),
        ("hospitalization_needed", "無"),
        ("care_status", "自宅療養"),
    ];
    let read = |columns: &[(&str, &str)]| {
        let (header, row): (Vec<&str>, Vec<&str>) = columns.iter().copied().unzip();
        let table = Table::read(&format!("{}\n{}", header.join(","), row.join(",")), form);
        DryRun::of(&table.unwrap_or_else(|problems| panic!("{problems:?}")), &setting)
    };
    let good = read(&columns);
    assert_eq!(errors(&good), []);
    let request = &good.rows[0].request;
    let tests = &request.notification.answers.values["tests"];
    assert_eq!(tests[0]["specimen_date"], "2022-01-09");
    assert!(
        request.placement.as_ref().unwrap().pregnant
            && request.notification.answers.values["pregnant"] == true
    );
    let mut wrong = columns;
    wrong[16].1 = "唾液";
    let place = [("Q2".to_owned(), Problem::NotOfThisMethod)];
    assert_eq!(errors(&read(&wrong)), place);
}

fn filed(number: u8) -> NotificationFiled {
    NotificationFiled {
        case: format!("{number:08x}-0000-8000-8000-000000000000").parse().unwrap(),
        entry_code: "0".repeat(18),
        filed_at: "2020-10-20T00:00:00Z".parse().unwrap(),
        first_due: None,
    }
}

fn refusal(code: Code) -> Outcome {
    Outcome::of(ApiError { code, message: String::new(), fields: Vec::new(), holder: None })
}

#[test]
fn sending_stops_goes_on_and_forgets_no_row() {
    let mut sending = Sending::new([false, true, false, false, false, false, false].into_iter());
    assert_eq!(sending.take_next(), None, "nothing before it is begun");
    sending.go();
    let first: Vec<_> = std::iter::from_fn(|| sending.take_next()).collect();
    assert_eq!(first, [0, 2, 3, 4], "four at once, without what was filed before");
    sending.answered(0, Outcome::Filed(filed(0)));
    sending.answered(3, refusal(Code::InvalidFields));
    sending.stop();
    assert_eq!(sending.take_next(), None);
    // What was under way is answered after the stop.
    sending.answered(2, Outcome::Filed(filed(2)));
    sending.answered(4, refusal(Code::Busy));
    let counts = sending.counts();
    assert_eq!((counts.filed, counts.refused, counts.under_way, counts.waiting()), (3, 1, 0, 3));
    sending.go();
    assert_eq!(std::iter::from_fn(|| sending.take_next()).collect::<Vec<_>>(), [4, 5, 6]);
    sending.answered(5, refusal(Code::Unauthenticated));
    assert!(!sending.is_going(), "whoever is signed out waits");
    sending.answered(4, Outcome::Filed(filed(4)));
    sending.answered(6, Outcome::Filed(filed(6)));
    assert!(!sending.is_done());
    sending.go();
    assert_eq!(sending.take_next(), Some(5));
    sending.answered(5, Outcome::Filed(filed(5)));
    assert!(sending.is_done() && !sending.is_going());

    sending.again();
    assert_eq!(sending.take_next(), Some(3));
    sending.answered(3, Outcome::Filed(filed(3)));
    sending.fetch_codes();
    assert_eq!(sending.take_next(), Some(1));
    sending.answered(1, Outcome::Filed(filed(1)));
    assert!(sending.is_done());
    assert!(sending.states().iter().all(|state| matches!(state, State::Filed(_))));
}

//! Reading JSON into our types, with little code.
//!
//! What serde writes to read a type is compiled anew for each format that it is read from, and most of it
//! for `serde_json`'s own reader is about places, texts of errors, and structs that come as lists. An app
//! reads a hundred types and shows none of those errors, so it reads the text into a tree once and the types
//! from that, here: a third less than a phone would else download. Servers, which do tell their callers what
//! is wrong, read with `serde_json`.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map};

/// The JSON is none, or not of the type as which it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfAnotherType;

impl fmt::Display for OfAnotherType {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("not JSON of the expected type")
    }
}

impl std::error::Error for OfAnotherType {}

impl de::Error for OfAnotherType {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads a text. Fields that the type does not know are passed over, unless it denies them.
///
/// # Errors
/// If it is not JSON of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, OfAnotherType> {
    of(&parse(text)?)
}

/// Reads a value.
///
/// # Errors
/// If it is not of this type.
pub fn of<T: DeserializeOwned>(value: &Value) -> Result<T, OfAnotherType> {
    T::deserialize(Tree(value))
}

fn parse(text: &str) -> Result<Value, OfAnotherType> {
    serde_json::from_str(text).map_err(|_| OfAnotherType)
}

/// An enum whose variant is named by a field `tag` among its own fields, as serde writes it with
/// `#[serde(tag = …)]`. serde's way of reading that copies the object into a tree of its own and has all that
/// the enum holds read from there by code of its own; here it is the code that reads everything else.
macro_rules! tagged {
    ($(#[$about:meta])* pub enum $name:ident as $remote:literal by $tag:literal { $($variants:tt)* }) => {
        $(#[$about])*
        pub enum $name { $($variants)* }

        const _: () = {
            #[allow(dead_code)] // the shape of the enum, with the name of the variant outside
            #[derive(serde::Deserialize)]
            #[serde(remote = $remote, rename_all = "snake_case")]
            enum ByName { $($variants)* }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let named = $crate::json::named($tag, serde_json::Map::deserialize(from)?);
                    ByName::deserialize($crate::json::Tree(&named)).map_err(serde::de::Error::custom)
                }
            }
        };
    };
}
pub(crate) use tagged;

/// The object with the value of its field `tag` as the name of all the rest.
pub(crate) fn named(tag: &str, mut fields: Map<String, Value>) -> Value {
    match fields.remove(tag) {
        Some(Value::String(name)) => Value::Object(Map::from_iter([(name, Value::Object(fields))])),
        _ => Value::Null,
    }
}

/// A value that is read. Asked for one kind of value it gives that or fails, and never tries another: each
/// further one would be code of every type.
#[derive(Clone, Copy)]
pub(crate) struct Tree<'de>(pub(crate) &'de Value);

impl<'de> Tree<'de> {
    fn text(self) -> Result<&'de str, OfAnotherType> {
        self.0.as_str().ok_or(OfAnotherType)
    }

    fn items(self) -> Result<Items<'de>, OfAnotherType> {
        self.0.as_array().map(|items| Items(items.iter())).ok_or(OfAnotherType)
    }

    fn entries(self) -> Result<Entries<'de>, OfAnotherType> {
        let entries = self.0.as_object().ok_or(OfAnotherType)?;
        Ok(Entries { entries: entries.iter(), value: None })
    }

    /// The name of a variant, and what it holds.
    fn variant(self) -> Result<Variant<'de>, OfAnotherType> {
        match self.0 {
            Value::String(name) => Ok(Variant { name, content: None }),
            Value::Object(entries) if entries.len() == 1 => {
                let (name, content) = entries.iter().next().ok_or(OfAnotherType)?;
                Ok(Variant { name, content: Some(Tree(content)) })
            }
            _ => Err(OfAnotherType),
        }
    }
}

/// A number is asked for by its size; the visitor checks the bounds.
macro_rules! numbers {
    ($visit:ident, $as:ident: $($name:ident)+) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
            visitor.$visit(self.0.$as().ok_or(OfAnotherType)?)
        })+
    };
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = OfAnotherType;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (_, Some(number)) => visitor.visit_i64(number),
                _ => visitor.visit_f64(number.as_f64().ok_or(OfAnotherType)?),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
        }
    }

    numbers!(visit_bool, as_bool: deserialize_bool);
    numbers!(visit_u64, as_u64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);
    numbers!(visit_i64, as_i64: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    numbers!(visit_f64, as_f64: deserialize_f32 deserialize_f64);

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, OfAnotherType> {
        let items = self.items()?;
        if items.0.len() == len { visitor.visit_seq(items) } else { Err(OfAnotherType) }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit unit_struct tuple_struct }
}

/// The values of a list, one by one.
struct Items<'de>(std::slice::Iter<'de, Value>);

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = OfAnotherType;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, OfAnotherType> {
        self.0.next().map(|item| seed.deserialize(Tree(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of an object, one by one.
struct Entries<'de> {
    entries: map::Iter<'de>,
    /// The value of the key that was read last.
    value: Option<&'de Value>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = OfAnotherType;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, OfAnotherType> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Name(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, OfAnotherType> {
        seed.deserialize(Tree(self.value.take().ok_or(OfAnotherType)?))
    }
}

/// A key of an object, or the name of a variant.
struct Name<'de>(&'de str);

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = OfAnotherType;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OfAnotherType> {
        visitor.visit_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_enum(Variant { name: self.0, content: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A variant: by its name alone, or as an object with its name and content.
struct Variant<'de> {
    name: &'de str,
    content: Option<Tree<'de>>,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = OfAnotherType;
    type Variant = Content<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Content<'de>), OfAnotherType> {
        Ok((seed.deserialize(Name(self.name))?, Content(self.content)))
    }
}

/// What a variant holds.
struct Content<'de>(Option<Tree<'de>>);

impl<'de> de::VariantAccess<'de> for Content<'de> {
    type Error = OfAnotherType;

    fn unit_variant(self) -> Result<(), OfAnotherType> {
        // What a newer version tells besides is passed over, as an unknown field is.
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, OfAnotherType> {
        seed.deserialize(self.0.ok_or(OfAnotherType)?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, OfAnotherType> {
        self.0.ok_or(OfAnotherType)?.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OfAnotherType> {
        visitor.visit_map(self.0.ok_or(OfAnotherType)?.entries()?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::api::case::{Entry, What};
    use crate::api::error::Code;
    use crate::api::work::WorkRow;
    use crate::ids::WorkId;
    use crate::level::Level;
    use crate::reading::Answers;
    use crate::triage::Reason;
    use crate::work::Family;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        small: u8,
        signed: i32,
        real: f64,
        #[serde(default)]
        maybe: Option<String>,
        list: Vec<(u8, bool)>,
        by_code: BTreeMap<Code, char>,
    }

    fn shape() -> Value {
        json!({ "small": 255, "signed": -3, "real": 2, "list": [[1, true]], "by_code": { "busy": "b" } })
    }

    #[test]
    fn a_value_is_read_as_serde_json_reads_it() {
        let read: Shape = of(&shape()).unwrap();
        assert_eq!(Ok(&read), serde_json::from_value(shape()).as_ref().map_err(ToString::to_string));
        assert_eq!(read, super::read(&shape().to_string()).unwrap());
        for (place, value) in [
            ("/small", json!(256)),
            ("/small", json!(-1)),
            ("/small", json!(1.5)),
            ("/small", json!("1")),
            ("/signed", json!(3_000_000_000_u64)),
            ("/list/0", json!([1])),
            ("/list/0", json!([1, true, 2])),
            ("/list", json!({})),
            ("/by_code", json!({ "nonsense": "x" })),
            ("/maybe", json!(7)),
            ("/other", json!(0)),
        ] {
            let mut wrong = shape();
            match wrong.pointer_mut(place) {
                Some(field) => *field = value,
                None => wrong[&place[1..]] = value,
            }
            assert_eq!(of::<Shape>(&wrong), Err(OfAnotherType), "{wrong}");
            assert!(serde_json::from_value::<Shape>(wrong).is_err());
        }
        assert_eq!(super::read::<Shape>("<html>"), Err(OfAnotherType));
    }

    #[test]
    fn an_entry_of_the_timeline_is_what_was_written() {
        let work: WorkId = "silence-2026-01-05T00:00:00Z".parse().unwrap();
        let answers = json!({ "spo2": 96, "newer": { "asked": true } });
        let answers: Answers = of(&answers).unwrap();
        assert_eq!(answers.extra["newer"]["asked"], true);
        for what in [json!({ "what": "taken", "work": work }), json!({ "what": "activated" })] {
            let mut written = json!({ "at": "2026-01-05T00:00:00Z", "by": { "role": "nurse" } });
            written.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
            let entry: Entry = of(&written).unwrap();
            assert_eq!(entry, serde_json::from_value(written.clone()).unwrap());
            let again = serde_json::to_value(&entry).unwrap();
            assert_eq!((&again["what"], &again["work"]), (&written["what"], &written["work"]));
        }
        // A newer server tells more than this version knows.
        let newer = json!({ "at": "2026-01-05T00:00:00Z", "what": "vaccinated", "dose": 3 });
        assert_eq!(of::<Entry>(&newer).unwrap().what, What::Unknown);
        for broken in [json!({ "at": "2026-01-05T00:00:00Z" }), json!({ "at": 1, "what": "activated" })] {
            assert_eq!(of::<Entry>(&broken), Err(OfAnotherType));
        }
    }

    #[test]
    fn work_and_reasons_of_a_newer_server_are_shown_and_never_lost() {
        let row = json!({
            "case": "00000000-0000-4000-8000-000000000001", "work": "transfer", "family": "transfer",
            "level": "urgent", "reasons": ["spo2_low", "smell_of_smoke"], "state": "open", "mine": false,
            "should_open_at": "2026-01-05T00:00:00Z", "opened_at": "2026-01-05T00:00:00Z",
            "due_at": "2026-01-05T01:00:00Z", "version": 1, "reported_late": false, "missed": 0,
        });
        let row: WorkRow = of(&row).unwrap();
        assert_eq!((row.work.as_str(), row.family), ("transfer", Family::Unknown));
        assert_eq!((row.level, row.reasons), (Level::Urgent, vec![Reason::Spo2Low, Reason::Unknown]));
    }
}

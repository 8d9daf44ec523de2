// The API as a program calls it: for what a journey needs but does not show, and for looking behind
// the screens.

import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** A nurse of the centre to which all cases of the journeys belong. */
export const NURSE = 'aoba-nurse-1';
const CENTRE = 'aoba-hc';

/** Signs in as staff, as the console does (code flow with PKCE); gives a token. */
export async function staffToken(server, subject = NURSE) {
  const verifier = randomBytes(32).toString('base64url');
  const redirect_uri = `${server.origin}/console/`;
  const signedIn = await fetch(`${server.origin}/oidc/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      name: subject,
      password: `demo-${subject}`,
      client_id: 'mimamori-console',
      redirect_uri,
      response_type: 'code',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  });
  const code = new URL(signedIn.headers.get('location')).searchParams.get('code');
  const answer = await fetch(`${server.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri,
      client_id: 'mimamori-console',
      code_verifier: verifier,
    }),
  });
  return (await answer.json()).id_token;
}

/** Calls an operation; an object is a body to POST, a string a query. Any status but 200 throws. */
export async function call(server, operation, what, token) {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const asked = typeof what === 'string'
    ? fetch(`${server.origin}/api/${operation}?${what}`, { headers: authorization })
    : fetch(`${server.origin}/api/${operation}`, {
        method: 'POST',
        headers: { ...authorization, 'content-type': 'application/json' },
        body: JSON.stringify(what),
      });
  const answer = await asked;
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${body}`);
  return JSON.parse(body);
}

let filed = 0;

/** A telephone number of its own for everybody, so that no two people look like one. */
const ownPhone = () => `000-0001-${String((filed += 1)).padStart(4, '0')}`;

/** Files a case at home; gives the case, its entry code and the birth date that goes with it. */
export async function fileCase(server, token, { name, kana, birthDate = '1984-05-01', phone = ownPhone(), risk = 'standard' }) {
  const today = server.day();
  const filed = await call(server, 'file-notification', {
    request_id: randomUUID(),
    organisation: CENTRE,
    notification: {
      form: 'covid-19/light-2020-05-29',
      answers: {
        values: {
          report_date: today,
          onset_date: server.day(-2),
          case_type: 'confirmed_patient',
          name,
          name_kana: kana,
          sex: 'female',
          birth_date: birthDate,
          municipality: '青波市',
          phone,
        },
      },
    },
    placement: { care_status: 'home_isolation', risk, channel: 'app', pregnant: false },
  }, token);
  return { case: filed.case, code: filed.entry_code, birthDate, kana };
}

/** Opens a case as the patient does; gives an access token. */
export async function patientToken(server, filed) {
  const body = { request_id: randomUUID(), entry_code: filed.code, birth_date: filed.birthDate };
  return (await call(server, 'activate-patient', body)).access_token;
}

/** A check-in in which all is well but for what `answers` says. */
export function checkIn(server, filed, answers = {}) {
  const now = seconds(server.now());
  const well = { body_temperature: 36.5, spo2: 98, pulse: 70, symptoms: [], antipyretic_taken: false };
  return { id: randomUUID(), case: filed.case, measured_at: now, client_now: now, answers: { ...well, ...answers } };
}

/** The case as staff see it. */
export const getCase = (server, token, filed) => call(server, 'get-case', `case=${filed.case}`, token);

/** The open alerts of a case: family and level. The first contact, which every new case is owed, is none. */
export const alertsOf = (view) =>
  view.work.filter((row) => ['health', 'silence'].includes(row.family)).map((row) => [row.family, row.level]);

/** The check-ins of a case, oldest first; the timeline has the newest first. */
export function checkInsOf(view) {
  return view.timeline.filter((entry) => entry.what === 'checked_in').reverse();
}

function seconds(time) {
  return `${time.toISOString().slice(0, 19)}Z`;
}

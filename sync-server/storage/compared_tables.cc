#include "sync-server/storage/compared_tables.h"

namespace tilik::storage {
namespace {

const Compared kTables[] = {
    {"record",
     "SELECT record, kind, village, parent, redirected_to, revision, status, state FROM record "
     "ORDER BY record",
     {"id", "kind", "village", "parent", "redirected_to", "revision", "status", "state"},
     1},
    {"history row",
     "SELECT record, row_number() OVER (PARTITION BY record ORDER BY number), arrival, operation, "
     "revision, origin, "
     "named, observed, status_after, changes FROM history ORDER BY record, number",
     {"record", "number", "arrival", "operation", "revision", "origin", "named", "observed",
      "status_after", "changes"},
     2},
    {"identity",
     "SELECT kind, text, record FROM identity ORDER BY kind, text, record",
     {"kind", "text", "record"},
     3},
    {"person's profile",
     "SELECT record, profile FROM person_profile ORDER BY record",
     {"record", "profile"},
     1},
    {"block of people",
     "SELECT b.block, p.record FROM person_block AS b LEFT JOIN person_profile AS p ON p.person = "
     "b.person ORDER BY b.block, p.record",
     {"block", "record"},
     2},
    {"departure",
     "SELECT village, record, revision FROM departed ORDER BY village, record",
     {"village", "record", "revision"},
     2},
    {"case",
     "SELECT number, case_key, counter, open, opened_arrival, opened, dossier FROM case_file ORDER "
     "BY number",
     {"number", "key", "counter", "open", "opened_arrival", "opened", "dossier"},
     1},
    {"settled pair", "SELECT case_key FROM settled_pair ORDER BY case_key", {"key"}, 1},
    {"held operation",
     "SELECT arrival, operation, because, waits_for, case_number, creates, rights FROM held "
     "ORDER BY arrival, operation",
     {"arrival", "operation", "because", "waits_for", "case", "creates", "rights"},
     2},
    {"fact",
     "SELECT arrival, operation, kind, village, record, named, observed, retracted, outcome, "
     "attempt, campaign, "
     "document, document_date FROM fact ORDER BY arrival, operation",
     {"arrival", "operation", "kind", "village", "record", "named", "observed", "retracted",
      "outcome", "attempt", "campaign", "document", "document_date"},
     2},
    {"line",
     "SELECT line, village, defined, danom, programme, period, recipient, entitled, external_key, "
     "delivered, "
     "to_replacement, deducted, excess, undelivered, reason, closed, closed_because, "
     "closed_by_order, not_eligible_because, counts_under, closed_for, remains_open "
     "FROM entitlement ORDER BY line",
     {"id",
      "village",
      "defined",
      "danom",
      "programme",
      "period",
      "recipient",
      "entitled",
      "external_key",
      "delivered",
      "to_replacement",
      "deducted",
      "excess",
      "undelivered",
      "reason",
      "closed",
      "closed_because",
      "closed_by_order",
      "not_eligible_because",
      "counts_under",
      "closed_for",
      "open"},
     1},
    {"handover",
     "SELECT line, place, arrival, operation, named, observed, day, received, deducted, mode, "
     "receiver, evidence, name, retracted "
     "FROM handover LEFT JOIN event ON number = event ORDER BY line, place",
     {"line", "place", "arrival", "operation", "named", "observed", "day", "received", "deducted",
      "mode", "receiver", "evidence", "event", "retracted"},
     2},
    {"payer report",
     "SELECT line, place, arrival, operation, named, observed, day, payer, reference, result, "
     "amount, reason, retracted FROM payer_report ORDER BY line, place",
     {"line", "place", "arrival", "operation", "named", "observed", "day", "payer", "reference",
      "result", "amount", "reason", "retracted"},
     2},
    {"evidence",
     "SELECT arrival, operation, line, of_link, of_operation, kinds FROM evidence "
     "ORDER BY arrival, operation",
     {"arrival", "operation", "line", "of_link", "of_operation", "kinds"},
     2},
    {"aid without a list",
     "SELECT arrival, operation, place, village, programme, period, event, recipient, recipients, "
     "unit_type, item, unit, quantity FROM unlisted ORDER BY arrival, operation, place",
     {"arrival", "operation", "place", "village", "programme", "period", "event", "recipient",
      "recipients", "unit_type", "item", "unit", "quantity"},
     3},
    {"stock movement",
     "SELECT arrival, operation, village, programme, event, item, unit, kind, quantity, document "
     "FROM stock ORDER BY arrival, operation",
     {"arrival", "operation", "village", "programme", "event", "item", "unit", "kind", "quantity",
      "document"},
     2},
    {"SP2D",
     "SELECT arrival, operation, programme, period, region, number, ordered_recipients, ordered, "
     "realised_recipients, realised FROM sp2d ORDER BY arrival, operation",
     {"arrival", "operation", "programme", "period", "region", "number", "ordered_recipients",
      "ordered", "realised_recipients", "realised"},
     2},
    {"eligibility",
     "SELECT arrival, operation, recipient, programme, period, state, reason, note "
     "FROM eligibility ORDER BY arrival, operation",
     {"arrival", "operation", "recipient", "programme", "period", "state", "reason", "note"},
     2},
    {"place name",
     "SELECT arrival, operation, typed, village FROM place_name ORDER BY arrival, operation",
     {"arrival", "operation", "typed", "village"},
     2},
    {"non-delivery",
     "SELECT line, place, arrival, operation, named, observed, day, quantity, reason, retracted "
     "FROM non_delivery "
     "ORDER BY line, place",
     {"line", "place", "arrival", "operation", "named", "observed", "day", "quantity", "reason",
      "retracted"},
     2},
    {"account",
     "SELECT name, role, retired, since FROM account ORDER BY name",
     {"name", "role", "retired", "since"},
     1},
    {"programme",
     "SELECT reference_key, message FROM reference WHERE kind = 1 ORDER BY reference_key",
     {"code", "message"},
     1},
    {"chain",
     "SELECT chain, kind, public_key, assignment, assignment_revision, revoked, unconfirmed, "
     "quarantine_case, custody FROM chain ORDER BY chain",
     {"id", "kind", "public_key", "assignment", "assignment_revision", "revoked", "unconfirmed",
      "quarantine_case", "custody"},
     1},
    {"restore",
     "SELECT arrival, time, epoch, head_count, head, reason FROM restore ORDER BY arrival",
     {"arrival", "time", "epoch", "count", "head", "reason"},
     1},
    {"unlock",
     "SELECT enrolment, slot, verifier, account, told FROM unlock ORDER BY enrolment, slot",
     {"enrolment", "slot", "verifier", "account", "told"},
     2},
    {"successor",
     "SELECT enrolment, closed, last_seq, unlocked, slot, certificate FROM successor "
     "ORDER BY enrolment",
     {"enrolment", "closed", "last_seq", "unlocked", "slot", "certificate"},
     1},
    {"campaign or prelist",
     "SELECT kind, reference_key, message FROM reference WHERE kind IN (4, 5) "
     "ORDER BY kind, reference_key",
     {"kind", "key", "message"},
     2},
    {"review",
     "SELECT arrival, operation, village, campaign, household, flags, state, in_sample, retracted, "
     "decided FROM review ORDER BY arrival, operation",
     {"arrival", "operation", "village", "campaign", "household", "flags", "state", "in_sample",
      "retracted", "decided"},
     2},
    {"sample",
     "SELECT campaign, village, seed, drawn, size, state FROM village_sample "
     "ORDER BY campaign, village",
     {"campaign", "village", "seed", "drawn", "size", "state"},
     2},
    {"task",
     "SELECT t.number, c.chain, t.closed, t.message FROM task AS t "
     "JOIN chain AS c ON c.number = t.chain ORDER BY t.number",
     {"number", "chain", "closed", "message"},
     1},
    {"ratification",
     "SELECT name, arrival, uploaded, upload_reference, message FROM ratification ORDER BY name",
     {"name", "arrival", "uploaded", "upload_reference", "message"},
     1},
    {"deed",
     "SELECT d.arrival, d.operation, c.chain, d.day, d.household, d.deed FROM deed AS d "
     "JOIN chain AS c ON c.number = d.chain ORDER BY d.arrival, d.operation",
     {"arrival", "operation", "chain", "day", "household", "deed"},
     2},
    {"photo's use",
     "SELECT arrival, operation, photo FROM photo_use ORDER BY arrival, operation, photo",
     {"arrival", "operation", "photo"},
     3},
    {"decreed proposal",
     "SELECT arrival, operation, number, date, ratification, accepted, reason FROM decreed "
     "ORDER BY arrival, operation",
     {"arrival", "operation", "number", "date", "ratification", "accepted", "reason"},
     2},
    {"redirection",
     "SELECT record, arrival, redirected_to FROM redirection ORDER BY record, arrival",
     {"record", "arrival", "redirected_to"},
     2},
    {"place in a register",
     "SELECT arrival, operation, record, step, list, type, day, reason FROM register_place "
     "ORDER BY arrival, operation",
     {"arrival", "operation", "record", "step", "list", "type", "day", "reason"},
     2},
    {"follow-up",
     "SELECT arrival, operation, record, day, grade, stage, funding, members, photos "
     "FROM follow_up ORDER BY arrival, operation",
     {"arrival", "operation", "record", "day", "grade", "stage", "funding", "members", "photos"},
     2},
    {"standing proxy",
     "SELECT arrival, operation, record, proxy, name, relation, letter, letter_date, valid_from, "
     "valid_until, programme FROM standing_proxy ORDER BY arrival, operation",
     {"arrival", "operation", "record", "proxy", "name", "relation", "letter", "letter_date",
      "valid_from", "valid_until", "programme"},
     2},
    {"account note",
     "SELECT arrival, operation, record, day, provider, number, state, reason, holder, "
     "holder_name FROM account_note ORDER BY arrival, operation",
     {"arrival", "operation", "record", "day", "provider", "number", "state", "reason", "holder",
      "holder_name"},
     2},
    {"log entry",
     "SELECT s.arrival, c.chain, s.branch, s.seq, s.link, s.head, s.state FROM change_set AS s "
     "JOIN chain AS c ON c.number = s.chain ORDER BY s.arrival",
     {"arrival", "chain", "branch", "seq", "link", "head", "state"},
     1},
};

}  // namespace

std::span<const Compared> ComparedTables() { return kTables; }

}  // namespace tilik::storage

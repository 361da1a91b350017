-- Question: What became of the uploads of a day, by source and format?
-- Params: inputs_outcomes.dt, inputs_outcomes.run
-- Columns: source, format, outcome, uploads, records, example
SELECT source, format, outcome, uploads, records, example
FROM inputs_outcomes
WHERE dt = ? AND run = ?
ORDER BY source, format, outcome, uploads, records, example

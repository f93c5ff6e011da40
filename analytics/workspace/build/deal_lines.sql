-- The rows of deals that fill several, as the newest export has them.  Reads incoming_lines.

insert into deal_lines by name
select
    incoming_lines.deal_key,
    incoming_lines.line,
    incoming_lines.row_number,
    incoming_lines.name,
    incoming_lines.product,
    incoming_lines.stage,
    incoming_lines.currency,
    incoming_lines.amount
from incoming_lines
inner join newest on incoming_lines.deal_key = newest.deal_key and incoming_lines.import_id = newest.import_id
order by incoming_lines.deal_key, incoming_lines.line

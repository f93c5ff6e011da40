-- Due: which open deals were expected to close in a period, by what was known on the day?
-- One row per deal, of programs whose history of changes tells what was expected on earlier days.
-- Reads scoped_deals, deals and field_changes.  Parameters: $due_from, $due_to.

with telling as (

    select distinct deals.crm
    from field_changes
    inner join deals on field_changes.deal_key = deals.deal_key
    where field_changes.field = 'expected_close_on'

)

select scoped_deals.deal_key, scoped_deals.owner
from scoped_deals
inner join telling on scoped_deals.crm = telling.crm
where scoped_deals.status = 'open'
    and scoped_deals.owner is not null
    and scoped_deals.expected_close_on between $due_from::date and $due_to::date
order by scoped_deals.deal_key

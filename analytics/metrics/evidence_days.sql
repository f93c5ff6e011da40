-- Evidence: of which days are there exports of each pipeline's deals?
-- One row per pipeline and day.
-- Reads scoped_deals and imports.

with dated as (

    select distinct imports.crm, imports.as_of
    from imports
    where imports.kind = 'deals' and imports.as_of <= $as_of

),

fed as (

    select distinct scoped_deals.pipeline, scoped_deals.crm
    from scoped_deals

)

select distinct fed.pipeline, dated.as_of
from fed
inner join dated on fed.crm = dated.crm
order by fed.pipeline, dated.as_of

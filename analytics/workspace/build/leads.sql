-- Every lead, as its newest export has it, joined to the deal that it became.

insert into leads
with told as (

    select read_leads.*
    from read_leads
    inner join imports on read_leads.import_id = imports.import_id
    qualify
        dense_rank() over (
            partition by read_leads.crm, lead_ref
            order by imports.as_of desc nulls last, read_leads.import_id desc
        ) = 1

)

select
    told.import_id,
    told.row_number,
    told.crm,
    told.lead_ref,
    told.lead_id,
    told.lead_name as name,
    told.account,
    told.owner,
    told.team,
    told.source,
    told.lead_type,
    told.lead_type_told,
    told.status,
    told.is_converted,
    told.region,
    told.segment,
    told.lost_reason,
    told.created_on,
    told.last_activity_on,
    told.converted_on,
    coalesce(newest.deal_key, refs.deal_key) as deal_key
from told
left join newest on told.crm = newest.crm and told.deal_ref = newest.deal_ref
left join sole_refs as refs on told.deal_ref = refs.deal_ref
order by told.crm, told.lead_ref

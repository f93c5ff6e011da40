-- Each deal as its newest export has it, and the day of that export.

create temp table newest as
with ranked as (

    select
        deal_versions.*,
        imports.as_of,
        row_number() over (
            partition by deal_versions.deal_key order by imports.as_of desc, deal_versions.import_id desc
        ) as age
    from deal_versions
    inner join imports on deal_versions.import_id = imports.import_id

)

select * exclude (age) from ranked where age = 1

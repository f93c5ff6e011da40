-- Every target, as its newest list has it.

insert into targets
select
    read_targets.import_id,
    read_targets.row_number,
    period,
    from_on,
    to_on,
    owner,
    team,
    pipeline,
    amount,
    currency
from read_targets
inner join imports on read_targets.import_id = imports.import_id
qualify
    row_number() over (
        partition by period, owner, team, pipeline
        order by imports.as_of desc nulls last, read_targets.import_id desc
    ) = 1
order by from_on, period, team, owner, pipeline

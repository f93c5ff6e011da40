-- The milestones after the sale, of the import whose word on the customer counts.

insert into post_sale_milestones
select read_milestones.crm, read_milestones.customer_ref, read_milestones.milestone, read_milestones.reached_on
from read_milestones
inner join customers
    on read_milestones.import_id = customers.import_id and read_milestones.crm = customers.crm
    and read_milestones.customer_ref = customers.customer_ref
order by all

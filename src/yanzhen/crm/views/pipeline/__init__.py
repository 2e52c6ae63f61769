"""The pages of the pipeline's past: funnel, deal flow, what was learnt, processes drafted from won deals, playbook."""

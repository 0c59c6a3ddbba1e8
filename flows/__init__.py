"""HOW the steps are strung, retried and scheduled. The only package that knows Prefect."""

"""Steps in processes of their own, which end with the process that started them."""

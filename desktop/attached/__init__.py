"""What is written in attached files: read within bounds, and masked copies made of them."""

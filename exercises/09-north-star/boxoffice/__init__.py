"""boxoffice: the ticket shop of Encore."""

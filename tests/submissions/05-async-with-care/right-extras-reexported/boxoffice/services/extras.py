"""What goes with a concert."""

from boxoffice.services.fan_out import PARTNERS, Extras, extras

__all__ = ["PARTNERS", "Extras", "extras"]

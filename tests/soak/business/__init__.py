"""A small town whose every verb is called by everybody at once, as chance has it; afterwards its books must agree."""

"""Pages of credit officers: cases, and the policies that decide them."""

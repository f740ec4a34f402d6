"""What a bank would bring, told apart from it by name: a rail to other banks and the files of a day, as they are at their worst."""

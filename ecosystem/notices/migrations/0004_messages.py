from django.db import migrations


class Migration(migrations.Migration):
    """Text messages become messages by any way; those that wait go on waiting."""

    dependencies = [("notices", "0003_text_messages")]

    operations = [migrations.RenameModel("TextMessage", "Message")]

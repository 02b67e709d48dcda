from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_healthplan_feedback'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupervisionPage',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('term', models.TextField()),
                ('kind', models.TextField()),
                ('key', models.TextField()),
                ('number', models.IntegerField()),
                ('digest', models.TextField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('term', 'kind', 'key'), name='supervision_page_once')],
            },
        ),
    ]

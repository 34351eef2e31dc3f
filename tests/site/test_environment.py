"""The test environment itself: where data is stored, and which servers are real."""

from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection
from zeal import errors, zeal_context

from ssi_project.settings import BASE_DIR
from teams.models import Rep, User
from tests.servers import OwnRedis
from tests.settings import ON_POSTGRES, WATCHES_QUERIES
from tests.world import World


def test_no_data_is_stored_in_the_checkout() -> None:
    assert BASE_DIR not in Path(settings.DATA_DIR).parents


def test_the_database_is_the_requested_one(db: None) -> None:
    assert connection.vendor == ("postgresql" if ON_POSTGRES else "sqlite")
    assert ":memory:" not in str(connection.settings_dict["NAME"])


@pytest.mark.postgres
def test_a_test_marked_postgres_runs_on_it(world: World) -> None:
    assert connection.vendor == "postgresql"
    with world.scope():
        assert Rep.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_test_marked_postgres_may_commit() -> None:
    User.objects.create_user("somebody@example.com")
    assert User.objects.count() == 1


def test_databases_for_programs_are_empty_and_real(postgres_url: str, redis_url: str) -> None:
    with psycopg.connect(postgres_url) as database:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert database.execute(tables).fetchone() == (0,)
    with redis.Redis.from_url(redis_url) as cache:
        assert cache.keys() in ([], [b"seventy-tests"])


def test_a_private_redis_can_be_stopped_and_started_again(own_redis: OwnRedis) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        client.set("kept", "no")
        own_redis.stop()
        own_redis.start()
        assert client.get("kept") is None


@pytest.mark.slow
@pytest.mark.skipif(not WATCHES_QUERIES, reason="WATCH_QUERIES is not set")
def test_an_n_plus_one_query_raises(world: World) -> None:
    with world.scope(), zeal_context(), pytest.raises(errors.NPlusOneError):
        [rep.organization.name for rep in Rep.objects.all()]


def test_each_person_of_the_world_can_sign_in(world: World) -> None:
    for person, user in world.users.items():
        assert world.signed_in(person).session["_auth_user_id"] == str(user.pk)

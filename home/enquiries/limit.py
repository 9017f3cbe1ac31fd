"""How often one network may send the form. Every process counts in the same table."""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from home.enquiries.models import SendingNetwork

SALT = "home.enquiries.limit"
PERIOD = timedelta(hours=1)
SUBSCRIBER = 64  # bits of an IPv6 address that a household has as its own (RFC 6177)


def is_over_limit(request):
    """Count one sending of `request`, and return whether its network sends more than it may within an hour.

    The hour begins with the first sending. The database counts, so that two processes can't both count the
    last one; call it in the transaction that stores what was sent.
    """
    if not settings.ENQUIRIES_AN_HOUR:
        return False
    forget_networks()
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    SendingNetwork.objects.bulk_create([SendingNetwork(network=network)], ignore_conflicts=True)
    counted = SendingNetwork.objects.filter(network=network, times__lt=settings.ENQUIRIES_AN_HOUR)
    return not counted.update(times=F("times") + 1)


def forget_networks():
    """Delete what is older than an hour."""
    SendingNetwork.objects.filter(since__lte=timezone.now() - PERIOD).delete()


def network_of(address):
    """Return a keyed hash of the network that `address` is in: only with the key can it be found out."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return salted_hmac(SALT, address, algorithm="sha256").hexdigest()
    if number.version == 6 and number.ipv4_mapped:
        number = number.ipv4_mapped
    length = SUBSCRIBER if number.version == 6 else number.max_prefixlen
    network = ipaddress.ip_network((number, length), strict=False)
    return salted_hmac(SALT, str(network), algorithm="sha256").hexdigest()

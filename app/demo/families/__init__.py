"""Fourteen invented families. Nobody in them exists; no story follows a real case."""

from app.demo.families import (
    adeyemi,
    bramley,
    cartwright,
    chowdhury,
    doyle,
    fairley,
    farrow,
    hartley,
    kowalczyk,
    mensah,
    pemberton,
    santos,
    whitcombe,
    yilmaz,
)

FAMILIES = tuple(
    module.FAMILY
    for module in (
        hartley,
        chowdhury,
        doyle,
        kowalczyk,
        mensah,
        whitcombe,
        fairley,
        adeyemi,
        pemberton,
        santos,
        yilmaz,
        cartwright,
        bramley,
        farrow,
    )
)

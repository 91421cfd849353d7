"""The customer does not want it after all."""

from actions.confirmation import last_asked
from actions.reply import Reply
from actions.turn import Turn
from actions.wish import Event, Wish, end_of_wish


class DropConfirmation(Wish):
    """Leaves everything as it is and says so."""

    def name(self) -> str:
        return "action_drop_confirmation"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        asked = last_asked(turn.events)
        if asked is None or asked.number is None:
            reply.say("All right, I leave everything as it is.")
        elif asked.kind == "cancel":
            reply.say(f"All right, order {asked.number} stays as it is and will be sent.")
        else:
            reply.say(f"All right, nothing is sent back; order {asked.number} stays with you.")
        return end_of_wish()

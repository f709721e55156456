package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The effects of one step, in the order that {@link Effect} promises. */
final class Outbox {
  private Effect.@Nullable RoleChanged roleChanged;
  private @Nullable Effect origin;
  private Effect.@Nullable Persist persist;
  private List<Effect> others = new ArrayList<>();

  void add(Effect effect) {
    switch (effect) {
      case Effect.RoleChanged changed -> roleChanged = changed;
      case Effect.CreateNoOp _, Effect.CreateMembership _, Effect.AcceptProposal _ -> {
        Invariant.check(origin == null, "a step's entries have one origin");
        origin = effect;
      }
      case Effect.Persist write -> {
        Invariant.check(persist == null, "a step ends with one write at most");
        persist = write;
      }
      case Effect.Send _,
          Effect.Apply _,
          Effect.RefuseProposal _,
          Effect.AnswerRead _,
          Effect.RefuseRead _,
          Effect.TransferEnded _,
          Effect.MembershipEnded _,
          Effect.MembershipChanged _,
          Effect.Removed _,
          Effect.PromiseKept _,
          Effect.MessageRefused _,
          Effect.FetchSnapshot _,
          Effect.InstallSnapshot _ ->
          others.add(effect);
    }
  }

  /** Takes everything out. */
  List<Effect> drain() {
    List<Effect> effects = others;
    if (roleChanged != null || origin != null || persist != null) {
      effects = new ArrayList<>(others.size() + 3);
      for (Effect first : new @Nullable Effect[] {roleChanged, origin, persist}) {
        if (first != null) {
          effects.add(first);
        }
      }
      effects.addAll(others);
    }
    roleChanged = null;
    origin = null;
    persist = null;
    others = new ArrayList<>();
    return effects;
  }
}

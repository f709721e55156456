package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock that its holder may take again: {@code acquire} and {@code release}, whose argument names
 * the client; without one the process is the client.
 *
 * @param mostHolds how often one client may hold it at a time, 1 or more
 */
public record ReentrantMutex(int mostHolds) implements Model<ReentrantMutex.Held> {

  /** Who holds it how often; no client exactly when it is free. */
  public record Held(@Nullable Object client, int times) {
    @Override
    public String toString() {
      return times == 0 ? "free" : "held " + times + " times by " + client;
    }
  }

  private static final Held FREE = new Held(null, 0);

  @Override
  public String name() {
    return "reentrant-mutex";
  }

  @Override
  public Held initial() {
    return FREE;
  }

  @Override
  public Call normalize(Call call) {
    Object client = call.argument() == null ? "process " + call.process() : call.argument();
    return new Call(0, Call.NEVER, Call.NOBODY, call.f(), call.key(), client, null, call.outcome());
  }

  @Override
  public Step<Held> step(Held state, Call call) {
    Object client = call.argument();
    boolean own = client != null && client.equals(state.client);
    if (call.f().equals("release")) {
      if (!own) {
        return Step.impossible(client + " releases what is " + state);
      }
      return Step.next(state.times == 1 ? FREE : new Held(client, state.times - 1));
    }
    if (state.times > 0 && !own) {
      return Step.impossible(client + " acquires what is " + state);
    }
    return state.times == mostHolds
        ? Step.impossible(client + " acquires once more than " + mostHolds + " times")
        : Step.next(new Held(client, state.times + 1));
  }

  @Override
  public @Nullable String objection(Call call) {
    return Shapes.functions(name(), call, List.of("acquire", "release"));
  }
}

package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lock: {@code acquire} when it is free, {@code release} when it is held, by whomever. */
public record Mutex() implements Model<Boolean> {

  @Override
  public String name() {
    return "mutex";
  }

  @Override
  public Boolean initial() {
    return false;
  }

  @Override
  public Step<Boolean> step(Boolean held, Call call) {
    if (call.f().equals("acquire")) {
      return held ? Step.impossible("acquires a held lock") : Step.next(true);
    }
    return held ? Step.next(false) : Step.impossible("releases a free lock");
  }

  @Override
  public String describe(Boolean held) {
    return held ? "held" : "free";
  }

  @Override
  public @Nullable String objection(Call call) {
    return Shapes.functions(name(), call, List.of("acquire", "release"));
  }
}

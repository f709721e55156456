package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Permits that are taken and given back: {@code acquire n}, {@code release n}; without argument
 * one.
 *
 * @param permits how many there are
 */
public record Semaphore(long permits) implements Model<Long> {

  @Override
  public String name() {
    return "semaphore";
  }

  @Override
  public Long initial() {
    return permits;
  }

  @Override
  public Step<Long> step(Long free, Call call) {
    long count = call.argument() == null ? 1 : Shapes.number(call.argument());
    long left = call.f().equals("acquire") ? free - count : free + count;
    return left >= 0 && left <= permits
        ? Step.next(left)
        : Step.impossible(
            "%ss %d where %d of %d are free".formatted(call.f(), count, free, permits));
  }

  @Override
  public String describe(Long free) {
    return free + " free";
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("acquire", "release"));
    return unknown != null
        ? unknown
        : Shapes.optionalInteger("the argument of " + call.f(), call.argument());
  }
}

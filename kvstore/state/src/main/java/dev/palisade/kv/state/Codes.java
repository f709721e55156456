package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare.Field;
import dev.palisade.kv.state.Command.Compare.Operator;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import dev.palisade.kv.state.Store.Direction;

/** Numbers that stand for choices in payloads and rows. On disk: never renumber. */
final class Codes {
  private Codes() {}

  static int of(Operator operator) {
    return switch (operator) {
      case EQUAL -> 0;
      case NOT_EQUAL -> 1;
      case GREATER -> 2;
      case LESS -> 3;
    };
  }

  static Operator operator(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case 0 -> Operator.EQUAL;
      case 1 -> Operator.NOT_EQUAL;
      case 2 -> Operator.GREATER;
      case 3 -> Operator.LESS;
      default -> throw reader.malformed("compare operator " + code);
    };
  }

  static int of(Field field) {
    return switch (field) {
      case VERSION -> 0;
      case CREATE_REVISION -> 1;
      case MOD_REVISION -> 2;
    };
  }

  static Field field(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case 0 -> Field.VERSION;
      case 1 -> Field.CREATE_REVISION;
      case 2 -> Field.MOD_REVISION;
      default -> throw reader.malformed("compare field " + code);
    };
  }

  static int of(Direction direction) {
    return switch (direction) {
      case ASCENDING -> 0;
      case DESCENDING -> 1;
    };
  }

  static Direction direction(PayloadReader reader) {
    return reader.bool() ? Direction.DESCENDING : Direction.ASCENDING;
  }

  static int of(Shape shape) {
    return switch (shape) {
      case PAIRS -> 0;
      case KEYS -> 1;
      case COUNT -> 2;
    };
  }

  static Shape shape(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case 0 -> Shape.PAIRS;
      case 1 -> Shape.KEYS;
      case 2 -> Shape.COUNT;
      default -> throw reader.malformed("range shape " + code);
    };
  }

  static int of(FenceKind kind) {
    return switch (kind) {
      case MINTED -> 0;
      case EXTERNAL -> 1;
    };
  }

  static FenceKind fenceKind(PayloadReader reader) {
    return reader.bool() ? FenceKind.EXTERNAL : FenceKind.MINTED;
  }

  static int of(Reason reason) {
    return switch (reason) {
      case STALE -> 0;
      case NEVER_MINTED -> 1;
      case RELEASED -> 2;
      case HELD -> 3;
      case NO_SUCH_FENCE -> 4;
    };
  }

  static Reason reason(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case 0 -> Reason.STALE;
      case 1 -> Reason.NEVER_MINTED;
      case 2 -> Reason.RELEASED;
      case 3 -> Reason.HELD;
      case 4 -> Reason.NO_SUCH_FENCE;
      default -> throw reader.malformed("refusal reason " + code);
    };
  }
}

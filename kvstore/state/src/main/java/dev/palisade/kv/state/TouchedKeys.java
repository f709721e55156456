package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.TxnOp;
import java.util.List;

/** Which single keys a command will look up, as far as it names them. */
final class TouchedKeys {
  private TouchedKeys() {}

  /** Adds them; some may be there twice. */
  static void addTo(List<byte[]> keys, Command command) {
    switch (command) {
      case Command.Put put -> keys.add(put.key());
      case Command.Delete delete -> addSingle(keys, delete.range());
      case Command.Txn txn -> {
        for (Compare compare : txn.compares()) {
          keys.add(
              switch (compare) {
                case Compare.Value value -> value.key();
                case Compare.Number number -> number.key();
              });
        }
        txn.success().forEach(op -> addTo(keys, op));
      }
      case Command.Compact _,
          Command.Grant _,
          Command.Release _,
          Command.DeclareExternal _,
          Command.Protect _,
          Command.Unprotect _,
          Command.OpenSession _,
          Command.CloseSession _,
          Command.ExpireSessions _ -> {}
    }
  }

  private static void addTo(List<byte[]> keys, TxnOp op) {
    switch (op) {
      case TxnOp.Put put -> keys.add(put.key());
      case TxnOp.Get get -> keys.add(get.key());
      case TxnOp.Delete delete -> addSingle(keys, delete.range());
      case TxnOp.Range _ -> {}
    }
  }

  private static void addSingle(List<byte[]> keys, Command.KeyRange range) {
    if (Keys.isSingleKey(range)) {
      keys.add(range.from());
    }
  }
}

package dev.palisade.cli.kv;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.client.KeyValue;
import java.util.List;

/** Pairs of keys and values as a table and as JSON. */
final class Pairs {
  private final GlobalOptions options;
  private final BytesOptions bytes;

  Pairs(GlobalOptions options, BytesOptions bytes) {
    this.options = options;
    this.bytes = bytes;
  }

  /** Long values are cut on a terminal. */
  Table table(List<KeyValue> pairs) {
    Table table = new Table("KEY", "VALUE", "REVISION", "VERSION", "TIME");
    for (KeyValue pair : pairs) {
      table.row(
          bytes.show(pair.key()),
          bytes.show(pair.value()),
          pair.modRevision(),
          pair.version(),
          HlcText.show(pair.hlc().bits()));
    }
    return options.fit(table);
  }

  Json json(KeyValue pair) {
    Json json = Json.object();
    bytes.put(json, "key", pair.key());
    bytes.put(json, "value", pair.value());
    return json.put("create_revision", pair.createRevision())
        .put("mod_revision", pair.modRevision())
        .put("version", pair.version())
        .put("hlc", Long.toUnsignedString(pair.hlc().bits()))
        .put("time", HlcText.show(pair.hlc().bits()));
  }

  List<Json> json(List<KeyValue> pairs) {
    return pairs.stream().map(this::json).toList();
  }
}

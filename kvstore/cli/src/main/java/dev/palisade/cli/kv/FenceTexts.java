package dev.palisade.cli.kv;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.BytesText;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.RawText;
import dev.palisade.cli.output.Table;
import dev.palisade.client.FenceList;
import dev.palisade.client.FenceState;
import java.util.List;
import java.util.Locale;

/** Fences and protections as tables and as JSON. */
final class FenceTexts {
  private FenceTexts() {}

  static Table table(List<FenceState> fences) {
    Table table = new Table("FENCE", "KIND", "TOKEN", "HOLDER", "SINCE", "STATE");
    for (FenceState fence : fences) {
      table.row(
          shown(fence.fence()),
          kind(fence),
          fence.currentToken(),
          fence.holder().isEmpty() ? "-" : shown(fence.holder()),
          HlcText.show(fence.since().bits()),
          fence.released() ? "released" : "live");
    }
    return table;
  }

  static Json json(FenceState fence) {
    return Json.object()
        .put("fence", fence.fence())
        .put("kind", kind(fence))
        .put("current_token", fence.currentToken())
        .put("holder", fence.holder())
        .put("since", HlcText.show(fence.since().bits()))
        .put("released", fence.released());
  }

  static String text(FenceList list, GlobalOptions options, BytesOptions bytes) {
    if (list.fences().isEmpty()) {
      return "no fences\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(options.fit(table(list.fences())));
    if (!list.protections().isEmpty()) {
      Table protections = new Table("PROTECTED PREFIX", "FENCE");
      for (FenceList.Protection protection : list.protections()) {
        protections.row(bytes.show(protection.prefix()), shown(protection.fence()));
      }
      text.append('\n').append(options.fit(protections));
    }
    return text.toString();
  }

  static Json json(FenceList list, BytesOptions bytes) {
    return Json.object()
        .put("fences", list.fences().stream().map(FenceTexts::json).toList())
        .put(
            "protections",
            list.protections().stream()
                .map(
                    protection ->
                        bytes
                            .put(Json.object(), "prefix", protection.prefix())
                            .put("fence", protection.fence()))
                .toList())
        .put("revision", list.revision())
        .put("stale", list.stale());
  }

  private static String shown(String name) {
    return BytesText.ESCAPED.show(RawText.encode(name));
  }

  private static String kind(FenceState fence) {
    return fence.kind().name().toLowerCase(Locale.ROOT);
  }
}

package dev.palisade.cli.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.proto.kv.StatusResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeViewTest {
  private static final NodeView SILENT = new NodeView("c:1", Optional.empty(), "not reachable");

  @Test
  void ofTwoThatSayTheyLeadTheOneOfTheHigherTermDoes() {
    List<NodeView> views = List.of(node("a:1", "leader", 3), node("b:1", "leader", 4), SILENT);
    assertThat(NodeView.leader(views)).map(NodeView::endpoint).contains("b:1");
  }

  @Test
  void allIsWellWhenOneLeadsAndAllAnswer() {
    assertThat(NodeView.problem(List.of(node("a:1", "leader", 3), node("b:1", "follower", 3))))
        .isEmpty();
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    assertThat(NodeView.problem(List.of(node("a:1", "candidate", 3), SILENT)))
        .contains("unhealthy: no leader; 1 of 2 nodes not reachable: c:1");
    assertThat(NodeView.problem(List.of(node("a:1", "follower", 3))))
        .contains("unhealthy: no leader");
    assertThat(NodeView.problem(List.of(node("a:1", "leader", 3), SILENT)))
        .contains("unhealthy: 1 of 2 nodes not reachable: c:1");
  }

  private static NodeView node(String endpoint, String role, long term) {
    return new NodeView(
        endpoint, Optional.of(StatusResponse.newBuilder().setRole(role).setTerm(term).build()), "");
  }
}

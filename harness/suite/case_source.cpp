#include "suite/case_source.hpp"

#include <algorithm>

#include "suite/field_rules.hpp"
#include "suite/origin_policy.hpp"
#include "suite/text_parts.hpp"

namespace corspec::suite {

namespace {

struct Role {
  std::string name;            ///< "method:1"
  const Node* node = nullptr;  ///< as written, or
  Bound bound;                 ///< an element of a list
};

struct Axis {
  std::string name;
  std::vector<Role> roles;
};

/// The axes, or null: a problem says what is wrong, or `missing` what the profile does not give.
class AxisReader {
 public:
  AxisReader(const Scope& scope, Problems& problems, std::size_t& generated) : binder_(scope, problems, generated) {}

  [[nodiscard]] std::optional<std::vector<Axis>> read(const Node& for_each) {
    if (for_each.kind != Node::Kind::object) {
      complain_of_kind(for_each, "an object of axes", binder_.problems());
      return std::nullopt;
    }
    if (for_each.children.empty()) {
      binder_.problems().at(for_each, "has no axes");
      return std::nullopt;
    }
    std::vector<Axis> axes;
    bool complete = true;
    std::size_t rows = 1;
    for (const Node* member : for_each.children) {
      auto axis = read_axis(*member);
      complete = complete && axis.has_value();
      if (!axis) continue;
      rows *= axis->roles.size();
      axes.push_back(std::move(*axis));
      if (rows <= max_rows) continue;
      binder_.problems().at(for_each, "makes more than " + std::to_string(max_rows) + " rows");
      return std::nullopt;
    }
    if (!complete) return std::nullopt;
    return axes;
  }

  [[nodiscard]] const std::optional<std::string>& missing() const { return binder_.missing(); }

 private:
  [[nodiscard]] std::optional<Axis> read_axis(const Node& member) {
    if (auto what = wrong_with_word(member.key)) {
      binder_.problems().at_key(member, std::move(*what));
      return std::nullopt;
    }
    if (binder_.scope().find(member.key) != nullptr) {
      binder_.problems().at_key(
          member, quote(member.key) + " is a name already (corspec list --names); call the axis otherwise");
      return std::nullopt;
    }
    if (member.kind == Node::Kind::string) return read_list_axis(member);
    if (member.kind == Node::Kind::object) return read_role_axis(member);
    complain_of_kind(member, "a name bound to a list, or an object of roles", binder_.problems());
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Axis> read_list_axis(const Node& member) {
    auto value = binder_.bound(member);
    if (!value) return std::nullopt;
    const auto* list = std::get_if<std::vector<std::string>>(&value->value);
    if (list == nullptr) {
      binder_.problems().at(member, "must be a name bound to a list, or an object of roles");
      return std::nullopt;
    }
    Axis axis{.name = member.key, .roles = {}};
    for (std::size_t i = 0; i < list->size(); ++i) {
      axis.roles.push_back({.name = member.key + ":" + std::to_string(i + 1), .bound = {(*list)[i], value->source}});
    }
    return axis;
  }

  [[nodiscard]] std::optional<Axis> read_role_axis(const Node& member) {
    if (is_value_object(member)) {
      binder_.problems().at(member, "is a value; an axis is a name bound to a list, or an object of roles");
      return std::nullopt;
    }
    if (member.children.empty()) {
      binder_.problems().at(member, "has no roles");
      return std::nullopt;
    }
    Axis axis{.name = member.key, .roles = {}};
    for (const Node* role : member.children) {
      if (auto what = wrong_with_word(role->key)) {
        binder_.problems().at_key(*role, std::move(*what));
        return std::nullopt;
      }
      axis.roles.push_back({.name = member.key + ":" + role->key, .node = role, .bound = {}});
    }
    return axis;
  }

  Binder binder_;
};

/// Binds one role; `missing` says why the profile does not give it.
void bind_role(const Axis& axis, const Role& role, Scope& scope, Problems& problems, std::size_t& generated,
               std::optional<std::string>& missing) {
  if (role.node == nullptr) {
    scope.bind(axis.name, role.bound);
    return;
  }
  Binder binder(scope, problems, generated);
  const bool has_fields = role.node->kind == Node::Kind::object && !is_value_object(*role.node);
  std::vector<std::pair<std::string, const Node*>> values;
  if (!has_fields) values.emplace_back(axis.name, role.node);
  for (const Node* field : role.node->children) {
    if (!has_fields) break;
    std::string name = axis.name + "." + field->key;
    if (scope.find(name) != nullptr) {
      problems.at_key(*field, quote(name) + " is a name already (corspec list --names); call the field otherwise");
      continue;
    }
    values.emplace_back(std::move(name), field);
  }
  std::vector<std::pair<std::string, Resolved>> bound;
  for (auto& [name, node] : values) {
    auto value = binder.any_value(*node);
    // What cannot be had is bound too, so that using it is not "unknown name" on top.
    bound.emplace_back(std::move(name), value ? Resolved(std::move(*value))
                                              : std::unexpected(binder.missing().value_or("its value is not valid")));
  }
  for (auto& [name, value] : bound) scope.bind(std::move(name), std::move(value));
  if (!missing) missing = binder.missing();
}

void collect_names(std::string_view text, std::set<std::string_view>& names) {
  const auto parts = split_text(text);
  if (!parts) return;
  for (const TextPart& part : *parts) {
    if (part.is_name) names.insert(part.text);
  }
}

void collect_names(const Node& node, std::set<std::string_view>& names) {
  collect_names(node.key, names);
  if (node.kind == Node::Kind::string) collect_names(node.text, names);
  for (const Node* child : node.children) collect_names(*child, names);
}

}  // namespace

std::optional<std::string> walk_rows(const Node* for_each, Scope& scope, Problems& problems, std::size_t& generated,
                                     const std::function<Walk(const std::optional<std::string>& missing)>& visit) {
  scope.begin_row({});
  std::vector<Axis> axes;
  if (for_each != nullptr) {
    AxisReader reader(scope, problems, generated);
    auto read = reader.read(*for_each);
    if (!read) return reader.missing();
    axes = std::move(*read);
  }
  std::vector<std::size_t> position(axes.size(), 0);
  for (;;) {
    std::string row;
    for (std::size_t i = 0; i < axes.size(); ++i) row += (i == 0 ? "" : "/") + axes[i].roles[position[i]].name;
    scope.begin_row(std::move(row));
    std::optional<std::string> missing;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      bind_role(axes[i], axes[i].roles[position[i]], scope, problems, generated, missing);
    }
    if (visit(missing) == Walk::stop) return std::nullopt;
    std::size_t axis = axes.size();
    while (axis > 0 && ++position[axis - 1] == axes[axis - 1].roles.size()) position[--axis] = 0;
    if (axis == 0) return std::nullopt;
  }
}

std::optional<std::string> missing_denial(const Node& requires_denied, Binder& binder) {
  const Facts& facts = binder.scope().facts();
  for (const Node* element : read_array(requires_denied, binder.problems())) {
    const auto origin = binder.field_value(*element);
    if (!origin) continue;
    if (*origin == facts.target.origin) return "the origin " + quote(*origin) + " is the target's own";
    if (standing_of(facts.profile, *origin) != OriginStanding::denied) {
      return "the profile does not deny the origin " + quote(*origin);
    }
  }
  return binder.missing();
}

std::set<std::string_view> names_used(const Node& node) {
  std::set<std::string_view> names;
  collect_names(node, names);
  return names;
}

}  // namespace corspec::suite

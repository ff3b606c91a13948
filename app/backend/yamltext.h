// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace YAML {
class Node;
}

namespace app::backend {

/// Returns a YAML tree as text. Quoted scalars stay strings, unlike with yaml-cpp's own emitter.
/// Throws YAML::Exception when the tree is too deep or, because of aliases, too large.
[[nodiscard]] QByteArray yamlText(const YAML::Node &root);

/// Converts a JSON value to YAML nodes.
[[nodiscard]] YAML::Node yamlFromJson(const QJsonValue &value);

} // namespace app::backend

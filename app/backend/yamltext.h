// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace YAML {
class Node;
}

namespace app::backend {

/// A YAML tree as text. Quoted scalars stay strings, which yaml-cpp's own emitter does not care
/// for. Throws YAML::Exception when the tree is too deep or, by its aliases, too large.
[[nodiscard]] QByteArray yamlText(const YAML::Node &root);

/// A JSON value as YAML nodes.
[[nodiscard]] YAML::Node yamlFromJson(const QJsonValue &value);

} // namespace app::backend

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace proxy {

/// The raw target as the upstream gets it: without the project prefix, behind @p basePath. Every
/// other byte stays, unless dot segments make the raw path ambiguous behind a project: then the
/// normalised path goes out.
[[nodiscard]] QByteArray upstreamTarget(const RequestHead &head, const QByteArray &basePath);

/// Told name and value of a query parameter, both decoded.
using ParameterTest = std::function<bool(QByteArrayView name, QByteArrayView value)>;

[[nodiscard]] bool hasParameter(QByteArrayView target, const ParameterTest &test);

/// @p target without the parameters for which @p test holds; the others keep their bytes.
[[nodiscard]] QByteArray withoutParameters(const QByteArray &target, const ParameterTest &test);

} // namespace proxy

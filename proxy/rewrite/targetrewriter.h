// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace proxy {

/// Returns the target for the upstream: without the project prefix, and with @p basePath before it.
/// Every other byte stays, unless dot segments make the path behind a project ambiguous; then it is
/// the normalised path. Pure.
[[nodiscard]] QByteArray upstreamTarget(const RequestHead &head, const QByteArray &basePath);

/// Gets name and value of a query parameter, both decoded.
using ParameterTest = std::function<bool(QByteArrayView name, QByteArrayView value)>;

[[nodiscard]] bool hasParameter(QByteArrayView target, const ParameterTest &test);

/// Returns @p target without the parameters for which @p test returns true. The others keep their
/// bytes. Pure.
[[nodiscard]] QByteArray withoutParameters(const QByteArray &target, const ParameterTest &test);

} // namespace proxy

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QStringList>

#include <map>

namespace support {

/// A page in Prometheus' text format, read strictly.
struct PrometheusPage
{
    struct Family
    {
        QByteArray type;
        QByteArray help;
        std::map<QByteArray, double> samples; ///< "name{a="b"}" with its labels in order
    };

    std::map<QByteArray, Family> families;
    QStringList faults; ///< what a scraper or a linter would object to

    /// The value of a series as it is written; -1: not there.
    [[nodiscard]] double value(const QByteArray &series) const;
};

[[nodiscard]] PrometheusPage parsePrometheus(const QByteArray &text);

} // namespace support

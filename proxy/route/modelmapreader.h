// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/modelmap.h"

class QJsonArray;
class QJsonObject;
class QJsonValue;

namespace proxy {

/// Reads one ModelMap from JSON and stops at the first fault. Used once.
class ModelMapReader final
{
public:
    [[nodiscard]] Result<ModelMap> read(const QByteArray &json);

private:
    void readFamily(ModelMap::Family &family, const QString &key, const QJsonObject &object);
    void readLabels(const QJsonObject &object);
    void readMarks(const QJsonArray &array);
    [[nodiscard]] QList<QByteArray> list(const QJsonValue &value, const QString &where);
    [[nodiscard]] QByteArray text(const QJsonValue &value, const QString &where);
    [[nodiscard]] Difficulty difficulty(const QJsonValue &value, const QString &where);
    [[nodiscard]] ModelFamily family(const QJsonValue &value, const QString &where);
    void complain(const QString &where, const QString &what);

    ModelMap m_map;
    QString m_fault;
};

} // namespace proxy

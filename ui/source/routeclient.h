// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrlQuery>

#include <functional>

class QNetworkReply;

namespace ui {

class ProxySource;

/// Calls the own routes of the shown proxy, in this process or another one, with the control token.
/// Every call has a deadline and a size limit. Answers come on the main thread; none comes after
/// this object was destroyed.
class RouteClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RouteClient)

public:
    using Then = std::function<void(const proxy::Result<QJsonObject> &answer)>;

    explicit RouteClient(const ProxySource &source, QObject *parent = nullptr);

    void get(const QString &path, const QUrlQuery &query, Then then);
    void post(const QString &path, const QJsonObject &body, Then then);
    [[nodiscard]] const ProxySource &source() const { return m_source; }

private:
    [[nodiscard]] QNetworkRequest request(const QString &path, const QUrlQuery &query) const;
    void await(QNetworkReply *reply, Then then);

    const ProxySource &m_source;
    QNetworkAccessManager m_network;
};

} // namespace ui

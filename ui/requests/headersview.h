// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/source/routeclient.h"

#include <QByteArray>
#include <QWidget>

class QJsonArray;
class QLabel;
class QTreeWidget;

namespace ui {

/// The header fields of a request and its answer, credentials masked by the proxy. Asked for only
/// while it is seen.
class HeadersView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadersView)

public:
    explicit HeadersView(const ProxySource &source, QWidget *parent = nullptr);

    /// @p isOpen: its answer may be still to come, it is asked for again when shown again.
    void show(const QByteArray &id, bool isOpen);
    void clear();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void ask();
    void take(const QByteArray &id, const proxy::Result<QJsonObject> &answer);
    void fill(const QString &title, const QJsonArray &fields);
    void copySelected() const;

    RouteClient m_client;
    QLabel *m_note;
    QTreeWidget *m_fields;
    QByteArray m_id;
    bool m_isOpen = false;
    bool m_isAsked = false;
};

} // namespace ui

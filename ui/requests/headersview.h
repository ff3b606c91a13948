// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/source/routeclient.h"

#include <QByteArray>
#include <QWidget>

class QJsonArray;
class QLabel;
class QTreeWidget;

namespace ui {

/// Shows the header fields of a request and its answer, in which the proxy has masked credentials.
/// It fetches them only while it is visible.
class HeadersView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadersView)

public:
    explicit HeadersView(const ProxySource &source, QWidget *parent = nullptr);

    /// Shows the header fields of an exchange. @p isOpen says that the exchange has not ended, so
    /// the fields are fetched again when the view is shown again.
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

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QDialog>
#include <QNetworkAccessManager>

class QLabel;
class QNetworkReply;
class QPlainTextEdit;

namespace ui {

class ProxySource;

/// The dialog "Explain again": shows what the proxy would decide now for a similar request, and
/// why. Morph is not asked and nothing is forwarded.
class ExplainDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExplainDialog)

public:
    ExplainDialog(const proxy::Exchange &exchange, const ProxySource &source,
                  QWidget *parent = nullptr);

private:
    void ask(const proxy::Exchange &exchange, const ProxySource &source);
    void read(QNetworkReply *reply);

    QNetworkAccessManager m_network;
    QLabel *m_intro;
    QPlainTextEdit *m_answer;
};

/// Returns the request body to explain. It has the recorded text, if there is one, else a
/// placeholder. Pure.
[[nodiscard]] QByteArray bodyToExplain(const proxy::Exchange &exchange);
/// Returns JSON as text for people: indented lines of "key: value". Pure.
[[nodiscard]] QString jsonOutline(const QByteArray &json);

} // namespace ui

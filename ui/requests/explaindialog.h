// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QDialog>
#include <QJsonObject>
#include <QNetworkAccessManager>

#include <vector>

class QLabel;
class QNetworkReply;
class QPushButton;
class QTextBrowser;
class QTreeWidget;

namespace ui {

class ProxySource;

/// One answer to "what would be decided now".
struct ExplainedAnswer
{
    QString said; ///< what Morph says; empty: nobody is asked
    QString model;
    QString why;
    QString cost; ///< of this request's tokens at list prices; empty: not known
    QString reasonsHtml; ///< the steps of the decision
};

/// The dialog "Explain again": shows what the proxy would decide now for a similar request, and
/// why: a row for each answer that Morph may give, and the reasons of the selected one. Morph is
/// not asked and nothing is forwarded.
class ExplainDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExplainDialog)

public:
    ExplainDialog(const proxy::Exchange &exchange, const ProxySource &source,
                  QWidget *parent = nullptr);

private:
    void ask(const ProxySource &source);
    void read(QNetworkReply *reply);
    void showReasons();

    proxy::Exchange m_exchange;
    QNetworkAccessManager m_network;
    QLabel *m_intro;
    QTreeWidget *m_answers;
    QTextBrowser *m_reasons;
    QPushButton *m_copy;
    std::vector<ExplainedAnswer> m_explained;
    QByteArray m_json;
};

/// Returns the request body to explain. It has the recorded text, if there is one, else a
/// placeholder. Pure.
[[nodiscard]] QByteArray bodyToExplain(const proxy::Exchange &exchange);
/// Reads the answer of /router/explain. @p usage: the tokens to price. Pure.
[[nodiscard]] std::vector<ExplainedAnswer> explainedAnswers(const QJsonObject &answer,
                                                            const proxy::Usage &usage);

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/requests/har.h"
#include "ui/source/routeclient.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace ui {

class ProxySource;

/// Writes requests into a file: as an HTTP archive (HAR 1.2) or JSON, with their headers, and with
/// the texts of requests and answers if the user wants these and the proxy keeps them.
class ExportDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExportDialog)

public:
    /// @p texts gives the bodies; it must outlive this.
    ExportDialog(std::vector<proxy::Exchange> exchanges, const ProxySource &source,
                 TextsReader &texts, QWidget *parent = nullptr);

    /// Writes the file without asking for its name.
    void write(const QString &path);

Q_SIGNALS:
    void written(const QString &path);

private:
    void chooseFile();
    void collect();
    void collectHeaders(const proxy::Result<QJsonObject> &answer);
    void goOn();
    void finish();
    [[nodiscard]] bool isHar() const;

    RouteClient m_client;
    TextsReader &m_texts;
    QString m_baseUrl;
    std::vector<WholeExchange> m_whole;
    size_t m_at = 0;
    QString m_path;
    QComboBox *m_format;
    QCheckBox *m_withTexts;
    QLabel *m_note;
    QPushButton *m_save;
};

} // namespace ui

// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFile>
#include <QTimer>
#include <QWidget>

#include <functional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace ui {

/// The end of a text file that grows: only the last part is read, whatever its size; a file that
/// is replaced is noticed.
class LogTail final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogTail)

public:
    /// @p path names the file at each look: it may be another one tomorrow.
    explicit LogTail(std::function<QString()> path, QWidget *parent = nullptr);

private:
    void look();
    void open(const QString &path);
    void show(const QByteArray &bytes);
    void find();
    [[nodiscard]] bool passes(const QString &line) const;

    std::function<QString()> m_path;
    QFile m_file;
    QByteArray m_partial;
    QTimer m_timer;
    QPlainTextEdit *m_text;
    QLineEdit *m_find;
    QCheckBox *m_follow;
    QCheckBox *m_onlyErrors;
    QLabel *m_name;
};

/// "What exactly happened?": the request log and the program's own.
class LogsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogsPage)

public:
    LogsPage(const QString &requestLogDir, const QString &processLogFile,
             QWidget *parent = nullptr);
};

} // namespace ui

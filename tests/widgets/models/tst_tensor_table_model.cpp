// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/tensor_table_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace neurograft;

class TestTensorTableModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTensorIsARow()
    {
        TensorTableModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        auto report = std::make_shared<ModelReport>();
        report->tensors = {
            {"model.embed_tokens.weight", {512, 96}, "BF16", "model.safetensors"},
            {"scale", {}, "F32", "other.safetensors"},
        };
        model.setReport(report);
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column) {
                cells << model.index(row, column).data().toString();
            }
            lines << cells.join(QStringLiteral(" | "));
        }
        QCOMPARE(lines,
                 (QStringList{QStringLiteral("model.embed_tokens.weight | 512 × 96 | BF16 | "
                                             "model.safetensors"),
                              QStringLiteral("scale | 1 | F32 | other.safetensors")}));
        model.setReport(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestTensorTableModel)
#include "tst_tensor_table_model.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/npz_writer.h"
#include "core/store/table_text.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace neurograft;

namespace {

Table matrix()
{
    Table table;
    table.path = "similarity/up_proj/cka";
    table.shape = {2, 3};
    table.axes = {"student_layer", "teacher_layer"};
    table.unit = "token";
    table.attributes = {{"n", std::int64_t{48}}, {"estimator", std::string("unbiased")}};
    table.values = std::vector<double>{1,     0.1,       std::numeric_limits<double>::quiet_NaN(),
                                       -0.25, 1.0 / 3.0, 1e-9};
    return table;
}

} // namespace

class tst_table_text : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matrixKeepsItsFormInCsv();
    void columnsThatHaveNamesAreHeaded();
    void vectorAndCubeAreWrittenLong();
    void textIsQuotedInCsv();
    void csvIsPartedByTabsForTheClipboard();
    void csvNumbersReadBackExactly();
    void jsonNestsByAxisAndMarksUndefined();
    void latexIsBooktabs();
    void npzHoldsTheArray();
    void npzRefusesText();
};

void tst_table_text::csvIsPartedByTabsForTheClipboard()
{
    QCOMPARE(tsvOfCsv("a,b\n1,\"x, \"\"y\"\"\"\n\"two\nlines\",\n"),
             std::string("a\tb\n1\tx, \"y\"\ntwo lines\t\n"));
}

void tst_table_text::columnsThatHaveNamesAreHeaded()
{
    Table table;
    table.path = "sweep/rows";
    table.shape = {2, 2};
    table.axes = {"cell", "column"};
    table.attributes = {{"columns", std::string(R"(["rate", "score, mean"])")}};
    table.values = std::vector<std::string>{"0.1", "3", "0.2", "4"};
    QCOMPARE(tableCsv(table), std::string("rate,\"score, mean\"\n0.1,3\n0.2,4\n"));
    QVERIFY(tableLatex(table).find("& rate & score, mean ") != std::string::npos);
    table.attributes["columns"] = std::string(R"(["rate"])"); // not one for each
    QVERIFY(tableCsv(table).rfind("cell/column,0,1\n", 0) == 0);
}

void tst_table_text::matrixKeepsItsFormInCsv()
{
    QCOMPARE(tableCsv(matrix()),
             std::string("student_layer/teacher_layer,0,1,2\n"
                         "0,1,0.1,nan\n"
                         "1,-0.25,0.3333333333333333,1e-09\n"));
}

void tst_table_text::vectorAndCubeAreWrittenLong()
{
    Table vector;
    vector.shape = {2};
    vector.axes = {"layer"};
    vector.values = std::vector<float>{0.5F, 0.1F};
    QCOMPARE(tableCsv(vector), std::string("layer,value\n0,0.5\n1,0.1\n"));
    Table cube;
    cube.shape = {1, 2, 2};
    cube.axes = {"layer", "row"};
    cube.values = std::vector<std::int8_t>{-1, 0, 1, 2};
    QCOMPARE(tableCsv(cube),
             std::string("layer,row,axis2,value\n0,0,0,-1\n0,0,1,0\n0,1,0,1\n0,1,1,2\n"));
}

void tst_table_text::textIsQuotedInCsv()
{
    Table table;
    table.shape = {2};
    table.axes = {"item"};
    table.values = std::vector<std::string>{"plain", "a, \"b\"\nc"};
    QCOMPARE(tableCsv(table), std::string("item,value\n0,plain\n1,\"a, \"\"b\"\"\nc\"\n"));
}

void tst_table_text::csvNumbersReadBackExactly()
{
    Table table;
    table.shape = {4};
    table.axes = {"i"};
    const std::vector<double> values = {0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0};
    table.values = values;
    for (std::int64_t i = 0; i < 4; ++i) {
        const double read = std::strtod(tableCell(table, i).c_str(), nullptr);
        QVERIFY(std::memcmp(&read, &values[static_cast<std::size_t>(i)], sizeof read) == 0);
    }
}

void tst_table_text::jsonNestsByAxisAndMarksUndefined()
{
    const nlohmann::ordered_json json = tableJson(matrix());
    QCOMPARE(json.at("values").dump(),
             std::string("[[1.0,0.1,null],[-0.25,0.3333333333333333,1e-09]]"));
    QCOMPARE(json.at("name").get<std::string>(), std::string("similarity/up_proj/cka"));
    QCOMPARE(json.at("attributes").at("n").get<int>(), 48);
    QCOMPARE(json.at("shape").dump(), std::string("[2,3]"));
}

void tst_table_text::latexIsBooktabs()
{
    const std::string text = tableLatex(matrix());
    QVERIFY(text.find("% similarity/up_proj/cka, unit token, estimator = unbiased, n = 48\n") == 0);
    QVERIFY(text.find("student\\_layer / teacher\\_layer & 0 & 1 & 2 \\\\\n") != std::string::npos);
    QVERIFY(text.find("\\toprule") != std::string::npos);
    QVERIFY(text.find("0 & 1.000 & 0.100 & -- \\\\") != std::string::npos);
    Table cube = matrix();
    cube.shape = {1, 2, 3};
    QVERIFY_EXCEPTION_THROWN(tableLatex(cube), StudyError);
}

void tst_table_text::npzHoldsTheArray()
{
    QTemporaryDir folder;
    const std::string path = (folder.path() + "/t.npz").toStdString();
    const Table table = matrix();
    writeNpz(path, {table}, false);
    QVERIFY_EXCEPTION_THROWN(writeNpz(path, {table}, false), StudyError);
    const std::string bytes = readFile(path);
    QCOMPARE(bytes.substr(0, 4), std::string("PK\x03\x04"));
    const std::size_t magic = bytes.find("\x93NUMPY");
    QVERIFY(magic != std::string::npos);
    QVERIFY(bytes.find("{'descr': '<f8', 'fortran_order': False, 'shape': (2,3,), }") > magic);
    const std::size_t header = static_cast<unsigned char>(bytes[magic + 8])
        + 256U * static_cast<unsigned char>(bytes[magic + 9]);
    QCOMPARE((10 + header) % 64, std::size_t{0});
    const auto& values = table.as<double>();
    QVERIFY(std::memcmp(bytes.data() + magic + 10 + header, values.data(),
                        values.size() * sizeof(double))
            == 0);
}

void tst_table_text::npzRefusesText()
{
    QTemporaryDir folder;
    const std::string path = (folder.path() + "/t.npz").toStdString();
    Table table;
    table.path = "names";
    table.shape = {1};
    table.values = std::vector<std::string>{"a"};
    QVERIFY_EXCEPTION_THROWN(writeNpz(path, {table}, false), StudyError);
    QVERIFY(!QFile::exists(QString::fromStdString(path)));
}

QTEST_GUILESS_MAIN(tst_table_text)
#include "tst_table_text.moc"

package io.finlake.etl.model;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.crm.ProductRecommendation;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ProductRecommendationTest {
  private static final String HOLDINGS = "processed.crm.product_holdings";
  private static final String PRODUCTS = "processed.market.products";
  private static final String RECOMMENDATION = "curated.crm.product_recommendation";

  @Test
  void aProductIsRecommendedByTheBestRuleFromWhatIsHeld() {
    // Ten customers. CUR: C0 to C7. SAV: C0 to C3. CARD: C1 to C3. LOAN: C1 to C4. OLD: C1 to C3.
    Dataset<Row> holdings =
        BankTables.rows(
            HOLDINGS,
            """
            {"customer_id": "C0", "product_code": "CUR", "status": "active"}
            {"customer_id": "C0", "product_code": "SAV", "status": "active"}
            {"customer_id": "C1", "product_code": "CUR", "status": "active"}
            {"customer_id": "C1", "product_code": "SAV", "status": "active"}
            {"customer_id": "C1", "product_code": "CARD", "status": "active"}
            {"customer_id": "C1", "product_code": "LOAN", "status": "active"}
            {"customer_id": "C1", "product_code": "OLD", "status": "active"}
            {"customer_id": "C2", "product_code": "CUR", "status": "active"}
            {"customer_id": "C2", "product_code": "SAV", "status": "active"}
            {"customer_id": "C2", "product_code": "CARD", "status": "active"}
            {"customer_id": "C2", "product_code": "LOAN", "status": "active"}
            {"customer_id": "C2", "product_code": "OLD", "status": "active"}
            {"customer_id": "C3", "product_code": "CUR", "status": "active"}
            {"customer_id": "C3", "product_code": "SAV", "status": "active"}
            {"customer_id": "C3", "product_code": "CARD", "status": "active"}
            {"customer_id": "C3", "product_code": "LOAN", "status": "active"}
            {"customer_id": "C3", "product_code": "OLD", "status": "active"}
            {"customer_id": "C4", "product_code": "CUR", "status": "active"}
            {"customer_id": "C4", "product_code": "LOAN", "status": "active"}
            {"customer_id": "C4", "product_code": "SAV", "status": "suspended"}
            {"customer_id": "C5", "product_code": "CUR", "status": "active"}
            {"customer_id": "C6", "product_code": "CUR", "status": "suspended"}
            {"customer_id": "C6", "product_code": "INS", "status": "active"}
            {"customer_id": "C7", "product_code": "INS", "status": "active"}
            {"customer_id": "C8", "product_code": "INS", "status": "active"}
            {"customer_id": "C8", "product_code": "FUND", "status": "active"}
            {"customer_id": "C9", "product_code": "FUND", "status": "active"}
            """);
    Dataset<Row> products =
        BankTables.rows(
            PRODUCTS,
            """
            {"product_code": "CUR", "name": "Current account", "category": "current_account"}
            {"product_code": "SAV", "name": "Savings", "category": "savings"}
            {"product_code": "CARD", "name": "Card", "category": "card"}
            {"product_code": "LOAN", "name": "Loan", "category": "loan"}
            {"product_code": "INS", "name": "Insurance", "category": "insurance"}
            {"product_code": "FUND", "name": "Fund", "category": "investment"}
            """);

    SameRows.assertSame(
        recommended(holdings, products),
        BankTables.promised(
            RECOMMENDATION,
            """
            // 3 of 4 savers have a card, 3 of 6 with a current account: the first rule is better
            {"customer_id": "C0", "product_code": "CARD", "rank": 1, "product_name": "Card", "category": "card", "because_code": "SAV", "holders_of_both": 3, "support": 0.3, "confidence": 0.75, "lift": 2.5}
            // as sure as the card, but loans are more common anyway: less lift, second
            {"customer_id": "C0", "product_code": "LOAN", "rank": 2, "product_name": "Loan", "category": "loan", "because_code": "SAV", "holders_of_both": 3, "support": 0.3, "confidence": 0.75, "lift": 1.875}
            // suspended savings are held: not recommended, and no reason for the card
            {"customer_id": "C4", "product_code": "CARD", "rank": 1, "product_name": "Card", "category": "card", "because_code": "LOAN", "holders_of_both": 3, "support": 0.3, "confidence": 0.75, "lift": 2.5}
            // 4 of the 6 active holders of a current account have savings, and as many a loan: by code
            {"customer_id": "C5", "product_code": "LOAN", "rank": 1, "product_name": "Loan", "category": "loan", "because_code": "CUR", "holders_of_both": 4, "support": 0.4, "confidence": 0.666667, "lift": 1.666667}
            {"customer_id": "C5", "product_code": "SAV", "rank": 2, "product_name": "Savings", "category": "savings", "because_code": "CUR", "holders_of_both": 4, "support": 0.4, "confidence": 0.666667, "lift": 1.666667}
            {"customer_id": "C5", "product_code": "CARD", "rank": 3, "product_name": "Card", "category": "card", "because_code": "CUR", "holders_of_both": 3, "support": 0.3, "confidence": 0.5, "lift": 1.666667}
            // OLD is no longer in the catalogue; one customer with INS and FUND makes no rule
            """));
  }

  @Test
  void whatIsNoMoreLikelyThanForAnybodyIsNotRecommended() {
    // All six have A, three have B: A says nothing of B, its lift is 1.
    StringBuilder holdings = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      holdings.append(holding("C" + i, "A"));
      if (i < 3) {
        holdings.append(holding("C" + i, "B"));
      }
    }
    Dataset<Row> products =
        BankTables.rows(
            PRODUCTS,
            """
            {"product_code": "A", "name": "A", "category": "loan"}
            {"product_code": "B", "name": "B", "category": "loan"}
            """);

    SameRows.assertSame(
        recommended(BankTables.rows(HOLDINGS, holdings.toString()), products),
        BankTables.promised(RECOMMENDATION, ""));
  }

  private static String holding(String customer, String product) {
    return String.format(
        "{\"customer_id\": \"%s\", \"product_code\": \"%s\", \"status\": \"active\"}%n",
        customer, product);
  }

  private static Dataset<Row> recommended(Dataset<Row> holdings, Dataset<Row> products) {
    return new ProductRecommendation()
        .rows(Inputs.of(Map.of(HOLDINGS, holdings, PRODUCTS, products)))
        .select(BankTables.columns(RECOMMENDATION));
  }
}

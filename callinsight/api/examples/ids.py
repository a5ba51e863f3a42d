"""The ids that all examples share."""

CALL_ID = "01m844c4x03v7w2t9q5kzn8e6r"
PROFILE_ID = "sales"
ANALYSIS_ID = "9f2b6c0d4e8a1735b0c9d8e7f6a54321"
RUN_ID = "7c1f6a52-3d0e-4b7a-9e55-0d2c4f8b1a63"
WEBHOOK_ID = f"{CALL_ID}-5d41402abc4b2a76"
DELIVERY_ID = f"{WEBHOOK_ID}-b9719d911017"
REANALYSIS_ID = "01m84g2c5e7x9y1z3a5b7c9d1e"
